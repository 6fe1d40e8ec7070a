"""The course: exercises, checks, progress, widgets."""
