"""What leaves the house: the mapping workbook, documents, figures and tables for the pages."""
