"""The edit: timeline, reels, picture, titles, mix, join; drafts and exports come from here."""
