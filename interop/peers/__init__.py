"""Those we talk to. Each has `run(access_point, our_url, directory)`, which yields what was tried and whether it worked."""
