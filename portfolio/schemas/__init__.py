"""What calls of the API take and answer, beside the pages' forms: parsed and written here, judged by the domain."""
