"""The personal data of an account: what there is, given to the person, and erased when they ask (L04)."""
