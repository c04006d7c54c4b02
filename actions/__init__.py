"""The door for Rasa's actions: slots in, a use case of bot/, events out."""
