"""How the shipped weights were made: `python -m training.build` goes from the question sets to the model's folder."""
