"""The trail: every act of a person, in the same transaction as the act, chained by hashes, never changed."""
