"""The pure core: what is asked, what was answered and what follows, without web, files or clock."""
