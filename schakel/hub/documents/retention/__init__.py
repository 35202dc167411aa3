"""How long a document is kept: the ten years of the law, longer where a company or a person says so, never shorter."""
