//! Addresses of buttons and pictures.

/// Whether Telegram takes it for the address of a button: `https://` and a host with a dot. With
/// another one it refuses the whole message.
pub(super) fn is_address(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    !url.contains(char::is_whitespace)
        && host.contains('.')
        && host.split('.').all(|part| !part.is_empty())
}
