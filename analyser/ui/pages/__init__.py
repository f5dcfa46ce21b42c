"""One module a page: it draws and passes on what a person does; no logic."""
