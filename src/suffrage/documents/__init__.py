"""Reports for people, as blocks (paragraphs, tables, pictures) that become one page of HTML, or a PDF, and say the same in both."""
