"""What other rooms' pages say about complaints."""
