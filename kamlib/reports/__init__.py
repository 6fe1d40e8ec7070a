"""Reports: parameters, run, formats, manifest."""
