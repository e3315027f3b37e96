"""The web page where takes are watched and chosen."""
