"""What a page shows, as frozen values computed without Streamlit."""
