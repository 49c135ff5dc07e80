//! The API's forms of filters and moments in queries.

use serde_json::Value;

use crate::engine::api::{ApiError, ApiResult, Filters};

/// Filters as the client writes them: `{"name":{"value":true}}`, or of old `{"name":["value"]}`.
pub(super) fn filters(text: &str) -> ApiResult<Filters> {
    if text.is_empty() {
        return Ok(Filters::new());
    }
    let wrong = || ApiError::invalid("invalid filter");
    let all: serde_json::Map<String, Value> = serde_json::from_str(text).map_err(|_| wrong())?;
    let values = |value: &Value| match value {
        Value::Object(set) => Ok(set.keys().cloned().collect()),
        Value::Array(list) => Ok(list.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        _ => Err(wrong()),
    };
    all.iter().map(|(name, value)| Ok((name.clone(), values(value)?))).collect()
}

/// A moment in seconds since the epoch with a fraction, in microseconds; `None` for none, which `0` also says.
pub(super) fn moment(text: &str) -> ApiResult<Option<u64>> {
    if text.is_empty() || text == "0" {
        return Ok(None);
    }
    let (secs, fraction) = text.split_once('.').unwrap_or((text, ""));
    let wrong = || ApiError::invalid(format!("invalid timestamp {text}"));
    let secs: u64 = secs.parse().map_err(|_| wrong())?;
    let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let micros: u64 = digits.parse().map_err(|_| wrong())?;
    Ok(Some(secs * 1_000_000 + micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_filters_and_moments() {
        let wanted = vec![("status".to_owned(), vec!["exited".to_owned()])];
        assert_eq!(filters(r#"{"status":{"exited":true}}"#).unwrap(), wanted);
        assert_eq!(filters(r#"{"status":["exited"]}"#).unwrap(), wanted);
        assert!(filters("[").is_err());
        assert_eq!(moment("12.5").unwrap(), Some(12_500_000));
        assert_eq!(moment("0").unwrap(), None);
        assert!(moment("x").is_err());
    }
}
