//! The forms of the texts that are said of a system: addresses on the web, e-mail addresses,
//! telephone numbers and certificates. Only how they look; nothing is called or used here.

/// What a certificate may weigh, as PEM.
const LARGEST_CERTIFICATE: usize = 64 * 1024;

/// Whether mail could be sent there.
pub(crate) fn is_email(text: &str) -> bool {
    let clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    clean
        && text.len() <= 254
        && text.rsplit_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && !host.is_empty() && !host.starts_with('.') && !host.ends_with('.')
        })
}

/// Whether it could be dialled.
pub(crate) fn is_phone_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    (3..=15).contains(&digits) && rest.chars().all(|c| c.is_ascii_digit() || c == ' ')
}

/// Whether it is framed and coded as one certificate in PEM.
pub(crate) fn is_pem_certificate(text: &str) -> bool {
    let inner = text
        .trim()
        .strip_prefix("-----BEGIN CERTIFICATE-----")
        .and_then(|rest| rest.strip_suffix("-----END CERTIFICATE-----"));
    text.len() <= LARGEST_CERTIFICATE
        && inner.is_some_and(|inner| is_base64(&inner.split_whitespace().collect::<String>()))
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    text.len() >= 16
        && text.len().is_multiple_of(4)
        && text.len() - digits.len() <= 2
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

/// Whether it has a scheme, a host and, if any, a port that there is.
pub(crate) fn is_http_address(text: &str) -> bool {
    let Some(rest) = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"))
    else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    let after_host = match host_and_port.strip_prefix('[') {
        Some(rest) => rest.split_once(']'),
        None => Some(match host_and_port.find(':') {
            Some(colon) => host_and_port.split_at(colon),
            None => (host_and_port, ""),
        }),
    };
    let Some((host, port)) = after_host else {
        return false;
    };
    let port_is_right = match port.strip_prefix(':') {
        Some(port) => port.parse::<u16>().is_ok_and(|port| port != 0),
        None => port.is_empty(),
    };
    let is_clean = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    !host.is_empty() && port_is_right && is_clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_an_http_or_https_address_with_a_host_and_a_possible_port() {
        for right in [
            "http://127.0.0.1:9001/recipient-system",
            "https://modtager.example.invalid",
            "http://[::1]:80/x?y=z",
        ] {
            assert!(is_http_address(right), "{right}");
        }
        for wrong in [
            "127.0.0.1:9001",
            "ftp://x/",
            "http://",
            "http:///x",
            "http://h:99999/",
            "http://h:0/",
            "http://h:/",
            "http://[::1/",
            "http://a b/",
        ] {
            assert!(!is_http_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_e_mail_address_has_a_name_and_a_host() {
        for right in ["drift@example.invalid", "it-drift+post@a.b"] {
            assert!(is_email(right), "{right}");
        }
        for wrong in [
            "",
            "drift",
            "@example.invalid",
            "drift@",
            "drift@.x",
            "d rift@x",
            "d@x.",
        ] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_telephone_number_is_digits_with_spaces_and_perhaps_a_plus_before_them() {
        for right in ["20000001", "+45 20 00 00 01", "112"] {
            assert!(is_phone_number(right), "{right}");
        }
        for wrong in ["", "12", "2000-0001", "tlf. 20000001", "45+20000001"] {
            assert!(!is_phone_number(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_certificate_is_coded_in_base64_in_its_frame() {
        let certificate =
            "-----BEGIN CERTIFICATE-----\nTUlJQ2VydGlmaWNhdGVUZXN0\n-----END CERTIFICATE-----\n";
        assert!(is_pem_certificate(certificate));
        for wrong in [
            "",
            "TUlJQ2VydGlmaWNhdGVUZXN0",
            &certificate.replace("END", "ENDE"),
        ] {
            assert!(!is_pem_certificate(wrong), "{wrong}");
        }
    }
}
