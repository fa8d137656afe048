"""What we remember. Rows stay in, values go out; the only room that knows SQLAlchemy.

`tables` is the schema, `database` opens it, `migrations` brings a file to it. Every other module
is named for a noun and holds its questions and changes as functions on a `Transaction`.
"""
