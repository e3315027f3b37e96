"""What the backend ``comfyui`` knows of workflows and of the server that runs them."""
