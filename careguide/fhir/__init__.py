"""FHIR R4: the questionnaire, its answers and its summary as the resources that health records exchange. Pure."""
