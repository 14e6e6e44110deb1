"""A module for each part of the API, with a function for each of its operations."""
