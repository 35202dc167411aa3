"""Migration keys of many companies by one sheet: to take addresses over from elsewhere, and for companies that leave."""
