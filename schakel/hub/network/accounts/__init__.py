"""The accounts that an office has at providers: by page, by sheet and by API."""
