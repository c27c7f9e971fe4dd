"""Two versions of a questionnaire, compared over every sheet."""
