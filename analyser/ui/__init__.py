"""The Streamlit interface; the only importer of streamlit."""
