"""The conversation: messages in their normal form, results with their calls, what is known of it from earlier turns."""
