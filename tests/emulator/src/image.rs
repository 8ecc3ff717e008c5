//! Uploaded images: the accepted formats, and the bytes that are returned at their URLs.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::http::StatusCode;
use imagesize::ImageType;
use serde_json::{Value, json};

use crate::identifier;
use crate::project::Call;
use crate::refusal::{Problem, Refusal};

/// The maximum size of an image in bytes, as on the platform.
const MOST_OF_ONE: usize = 10 << 20;

/// The maximum total size of all images in bytes.
const MOST_BYTES: usize = 128 << 20;

/// The media types of images, their file extensions and formats.
const MEDIA_TYPES: [(&str, &str, ImageType); 3] = [
    ("image/jpeg", "jpg", ImageType::Jpeg),
    ("image/png", "png", ImageType::Png),
    ("image/gif", "gif", ImageType::Gif),
];

/// The images by their names.
#[derive(Default)]
pub(crate) struct Images {
    kept: HashMap<String, (&'static str, Bytes)>,
    bytes: usize,
}

/// An image that is not stored yet.
pub(crate) struct Upload {
    name: String,
    media_type: &'static str,
    bytes: Bytes,
    /// The image in a resource: its URL and its dimensions.
    pub(crate) image: Value,
}

impl Images {
    /// The image of a request, with the requested `filename`.
    pub(crate) fn read(&self, call: &Call<'_>) -> Result<Upload, Refusal> {
        let given = call.content_type.unwrap_or_default();
        let given = given.split(';').next().unwrap_or_default().trim();
        let mut known = MEDIA_TYPES.iter();
        let known = known.find(|(name, ..)| name.eq_ignore_ascii_case(given));
        let (media_type, ending, kind) = known.ok_or_else(|| {
            let message = format!(
                "The content type '{given}' is not supported. It has to be image/jpeg, image/png or image/gif."
            );
            let problem = Problem::new("InvalidInput", message);
            Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem)
        })?;
        let invalid = |message: &str| Refusal::bad_request(Problem::new("InvalidInput", message));
        if call.body.len() > MOST_OF_ONE {
            return Err(invalid("The image has more than 10 MB."));
        }
        let is_of_kind = imagesize::image_type(call.body).is_ok_and(|of| of == *kind);
        let size = imagesize::blob_size(call.body).ok().filter(|_| is_of_kind);
        let Some(size) = size else {
            return Err(invalid(&format!(
                "The body is no image of the type {media_type}."
            )));
        };
        if self.bytes.saturating_add(call.body.len()) > MOST_BYTES {
            let message = "The emulator keeps no more images.";
            let problem = Problem::new("MaxResourceLimitExceeded", message);
            return Err(Refusal::bad_request(
                problem.with("exceededResource", "image"),
            ));
        }
        let name = name(call.parameters.get("filename"), ending);
        Ok(Upload {
            image: json!({
                "url": format!("http://{}/_emulator/images/{name}", call.host),
                "dimensions": {"w": size.width, "h": size.height},
            }),
            name,
            media_type,
            bytes: Bytes::copy_from_slice(call.body),
        })
    }

    pub(crate) fn keep(&mut self, upload: Upload) {
        self.bytes = self.bytes.saturating_add(upload.bytes.len());
        let image = (upload.media_type, upload.bytes);
        self.kept.insert(upload.name, image);
    }

    /// The media type and the bytes of an image.
    pub(crate) fn get(&self, name: &str) -> Option<(&'static str, Bytes)> {
        self.kept.get(name).cloned()
    }
}

/// The requested name with a unique part. Characters that would have to be escaped in a URL become `-`.
fn name(wanted: Option<&str>, ending: &str) -> String {
    let wanted = wanted.unwrap_or("img");
    let (stem, ending) = wanted
        .rsplit_once('.')
        .filter(|(stem, _)| !stem.is_empty())
        .unwrap_or((wanted, ending));
    let plain = |text: &str| -> String {
        let plain = |letter: char| match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => letter,
            _ => '-',
        };
        text.chars().map(plain).collect()
    };
    format!("{}-{}.{}", plain(stem), identifier::short(), plain(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_what_was_asked_for_and_can_be_part_of_a_url() {
        for (wanted, begin, end) in [
            (Some("lamp.front.jpeg"), "lamp.front-", ".jpeg"),
            (Some("lamp"), "lamp-", ".png"),
            (Some(".png"), ".png-", ".png"),
            (Some("../süß lamp/1.png"), "..-s---lamp-1-", ".png"),
            (None, "img-", ".png"),
        ] {
            let name = name(wanted, "png");
            assert!(name.starts_with(begin) && name.ends_with(end), "{name}");
            assert_eq!(name.len(), begin.len() + 8 + end.len(), "{name}");
        }
    }
}
