"""Tables as files: what people's spreadsheets hold is read, bounded, into values; ours are written for them to open."""
