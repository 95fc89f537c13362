"""Parts of the pipeline benchmark: the stream, its rules, the senders, and one file for each way through."""
