"""The editors' screens: answers, drafts, approval by another person, questions without an answer."""
