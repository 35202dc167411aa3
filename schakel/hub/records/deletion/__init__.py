"""What is past its period is deleted by people: a list, a proof, and a database that refuses everything else."""
