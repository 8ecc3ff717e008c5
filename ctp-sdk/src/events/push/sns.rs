//! Requests of SNS to an endpoint.

use std::fmt;

use serde_json::Value;
use url::{Host, Url};

/// The question of SNS whether an endpoint accepts what is published to a topic.
///
/// `Debug` does not show the URL, because its token is the permission.
///
/// [Documentation](https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html)
#[derive(Clone)]
pub struct SnsConfirmation {
    topic_arn: String,
    subscribe_url: Url,
}

impl SnsConfirmation {
    /// The topic.
    pub fn topic_arn(&self) -> &str {
        &self.topic_arn
    }

    /// A `GET` of this URL accepts. Its host is one of SNS.
    pub fn subscribe_url(&self) -> &str {
        self.subscribe_url.as_str()
    }
}

impl fmt::Debug for SnsConfirmation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SnsConfirmation")
            .field("topic_arn", &self.topic_arn)
            .field("subscribe_url", &"[redacted]")
            .finish()
    }
}

/// The requests of SNS.
pub(super) enum SnsRequest {
    Confirm(SnsConfirmation),
    Unsubscribed,
}

/// The request of SNS to the endpoint; `None` if it is a delivery.
///
/// # Errors
///
/// When the URL of a confirmation is not one of SNS.
pub(super) fn sns_request(body: &[u8]) -> Option<Result<SnsRequest, &'static str>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let text = |name| body.get(name).and_then(Value::as_str);
    let topic_arn = text("TopicArn")?.to_owned();
    match text("Type")? {
        "UnsubscribeConfirmation" => Some(Ok(SnsRequest::Unsubscribed)),
        "SubscriptionConfirmation" => {
            let url = text("SubscribeURL").and_then(|url| Url::parse(url).ok());
            let confirmation = match url {
                None => Err("`SubscribeURL` is missing or not a URL"),
                Some(url) if !is_of_sns(&url) => Err("`SubscribeURL` is not a URL of SNS"),
                Some(subscribe_url) => Ok(SnsRequest::Confirm(SnsConfirmation {
                    topic_arn,
                    subscribe_url,
                })),
            };
            Some(confirmation)
        }
        _ => None,
    }
}

/// Whether the URL is `https://sns.<region>.amazonaws.com/…`. Other hosts of `amazonaws.com`, such as buckets, can belong
/// to anybody.
fn is_of_sns(url: &Url) -> bool {
    let Some(Host::Domain(host)) = url.host() else {
        return false;
    };
    let region = host.strip_prefix("sns.").and_then(|rest| {
        rest.strip_suffix(".amazonaws.com")
            .or_else(|| rest.strip_suffix(".amazonaws.com.cn"))
    });
    let is_region = |region: &str| {
        !region.is_empty()
            && region
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && region.is_some_and(is_region)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_a_host_of_sns_is_one() {
        for url in [
            "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t",
            "https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription",
        ] {
            assert!(is_of_sns(&Url::parse(url).unwrap()), "{url}");
        }
        for url in [
            "http://sns.eu-central-1.amazonaws.com/",
            "https://sns.eu-central-1.amazonaws.com:8443/",
            "https://user@sns.eu-central-1.amazonaws.com/",
            "https://sns.eu-central-1.amazonaws.com.example.com/",
            "https://sns.example.com/.amazonaws.com",
            "https://sns.bucket.s3.amazonaws.com/",
            "https://evil.s3.amazonaws.com/",
            "https://sns..amazonaws.com/",
            "https://amazonaws.com/",
            "https://127.0.0.1/",
        ] {
            assert!(!is_of_sns(&Url::parse(url).unwrap()), "{url}");
        }
    }
}
