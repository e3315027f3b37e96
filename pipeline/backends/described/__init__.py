"""The language in which a service is described: its keys, its templates, its paths, its readers."""
