"""Tables in files, CSV and XLSX, from whoever sends them: read row by row, or refused with a reason."""
