//! Many drafts at once.
