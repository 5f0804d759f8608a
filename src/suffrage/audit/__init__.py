"""Risk-limiting audits: every fact on which an outcome hangs, the draw of stations and papers, and the risk after each round."""
