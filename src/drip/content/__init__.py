"""What we say: YAML and Markdown become checked sequences and compiled letters.

Owns Jinja2 and YAML. Nothing here knows a person or a database.
"""
