"""One file a format; its name is the format's."""
