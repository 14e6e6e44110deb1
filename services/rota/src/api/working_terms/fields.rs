//! How bodies say what terms people work on.

use chrono::Weekday;
use rust_decimal::Decimal;
use serde_json::Value;
use web::{Choice, Day, Field, Fields, Pk};

use crate::changes::working_terms::Edit;
use crate::domain::{ClinicianId, Days};

/// Digits of a number in all, before its decimal point and after it.
const DIGITS: i64 = 5;
const WHOLE: i64 = DIGITS - PLACES;
const PLACES: i64 = 2;

/// A number of so many digits.
#[derive(Debug, PartialEq)]
struct Amount(Decimal);

impl Field for Amount {
    fn read(value: &Value) -> Result<Self, String> {
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => String::new(),
        };
        let Some((digits, power)) = parts(&text) else {
            return Err("A valid number is required.".to_owned());
        };
        // Zero has one digit.
        let length = i64::try_from(digits.len()).unwrap_or(i64::MAX).max(1);
        let (whole, places) = (length.saturating_add(power).max(0), (-power).max(0));
        let too_many = if whole.saturating_add(places) > DIGITS {
            Some((DIGITS, "digits in total"))
        } else if places > PLACES {
            Some((PLACES, "decimal places"))
        } else if whole > WHOLE {
            Some((WHOLE, "digits before the decimal point"))
        } else {
            None
        };
        if let Some((most, what)) = too_many {
            return Err(format!("Ensure that there are no more than {most} {what}."));
        }
        let hundredths = "0".repeat(usize::try_from(power + PLACES).unwrap_or_default());
        let hundredths: i64 = format!("{digits}{hundredths}").parse().unwrap_or_default();
        let sign = if text.starts_with('-') { -1 } else { 1 };
        Ok(Self(Decimal::new(sign * hundredths, 2)))
    }
}

/// The digits of a number without leading zeros, and the power of ten of the
/// last one: of `-1.50e3` that is `150` and 1.
fn parts(text: &str) -> Option<(String, i64)> {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (number, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let power = i64::from(power.parse::<i32>().ok()?);
    let power = power - i64::try_from(fraction.len()).ok()?;
    Some((digits.trim_start_matches('0').to_owned(), power))
}

/// A day from Monday to Friday: its English name or the first three letters of
/// it, or a number from 0 for Monday.
#[derive(Debug, PartialEq)]
struct WorkingDay(Weekday);

impl Field for WorkingDay {
    fn read(value: &Value) -> Result<Self, String> {
        let (day, word): (Option<Weekday>, _) = match value {
            Value::String(text) => (text.trim().parse().ok(), text.clone()),
            other => {
                let number = other.as_u64().and_then(|number| u8::try_from(number).ok());
                (number.and_then(|number| number.try_into().ok()), other.to_string())
            }
        };
        let day = day.filter(|day| !matches!(day, Weekday::Sat | Weekday::Sun));
        day.map(Self).ok_or_else(|| format!("\"{word}\" is not a working day."))
    }
}

/// What a body says of a term.
pub(super) fn read(fields: &mut Fields) -> Edit {
    Edit {
        clinician_id: fields.required("clinician").map(|Pk(id)| ClinicianId(id)),
        type_: fields.required("type").map(|Choice(type_)| type_),
        start_date: fields.required("start_date").map(|Day(date)| date),
        end_date: fields.nullable("end_date").map(|end| end.map(|Day(date)| date)),
        percentage: percentage(fields),
        fixed_working_days: days(fields, "fixed_working_days"),
        fixed_half_days: days(fields, "fixed_half_days"),
        cannot_work_days: days(fields, "cannot_work_days"),
        must_work_days: days(fields, "must_work_days"),
        annual_leave_entitlement: entitlement(fields),
        participates_in_duty: fields.optional("participates_in_duty"),
        alternate_weeks: None,
    }
}

/// Notes what does not go together in a term, unless one of the fields it is
/// about is wrong in itself.
pub(super) fn reject_contradictions(fields: &mut Fields, edit: &Edit) {
    for found in edit.contradictions() {
        let mut about = found.with.iter().chain([&found.field]);
        if !about.any(|name| fields.is_rejected(name)) {
            fields.reject(found.field, found.message);
        }
    }
}

fn percentage(fields: &mut Fields) -> Option<Decimal> {
    let Amount(percentage) = fields.optional("percentage")?;
    let mistake = if percentage <= Decimal::ZERO {
        "Ensure this value is greater than 0."
    } else if percentage > Decimal::ONE_HUNDRED {
        "Ensure this value is less than or equal to 100."
    } else {
        return Some(percentage);
    };
    fields.reject("percentage", mistake);
    None
}

fn entitlement(fields: &mut Fields) -> Option<Option<Decimal>> {
    let name = "annual_leave_entitlement";
    let entitlement = fields.nullable(name)?.map(|Amount(entitlement)| entitlement);
    if entitlement.is_some_and(|entitlement| entitlement < Decimal::ZERO) {
        fields.reject(name, "Ensure this value is greater than or equal to 0.");
        return None;
    }
    Some(entitlement)
}

fn days(fields: &mut Fields, name: &str) -> Option<Days> {
    let days = fields.list::<WorkingDay>(name)?;
    Some(days.into_iter().map(|WorkingDay(day)| day).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::WorkingTermType;
    use crate::domain::testing::{day, decimal, term};

    #[test]
    fn numbers_have_so_many_digits() {
        for (value, expected) in [
            (json!("80"), "80"),
            (json!(80), "80"),
            (json!(62.5), "62.5"),
            (json!(" 62.50 "), "62.50"),
            (json!("-0.05"), "-0.05"),
            (json!("+7"), "7"),
            (json!("00099.9"), "99.9"),
            (json!("0"), "0"),
            (json!(".5"), "0.5"),
            (json!("5."), "5"),
            (json!("1e2"), "100"),
            (json!("150e-1"), "15"),
            (json!(100.0), "100"),
            (json!("999.99"), "999.99"),
        ] {
            assert_eq!(Amount::read(&value), Ok(Amount(decimal(expected))), "{value}");
        }
        let number = "A valid number is required.";
        let total = "Ensure that there are no more than 5 digits in total.";
        let places = "Ensure that there are no more than 2 decimal places.";
        let whole = "Ensure that there are no more than 3 digits before the decimal point.";
        for (value, expected) in [
            (json!(""), number),
            (json!("."), number),
            (json!("x"), number),
            (json!("--5"), number),
            (json!("1,5"), number),
            (json!("1_0"), number),
            (json!("NaN"), number),
            (json!("1e"), number),
            (json!("1e99999999999"), number),
            (json!("５"), number),
            (json!(true), number),
            (json!([80]), number),
            (json!("100.000"), total),
            (json!("1234567890123456789012345678901234567890"), total),
            (json!("1e6"), total),
            (json!(1e300), total),
            (json!("1e-2147483648"), total),
            (json!("0.001"), places),
            (json!("0.000"), places),
            (json!("1000"), whole),
            (json!("1e3"), whole),
        ] {
            assert_eq!(Amount::read(&value), Err(expected.to_owned()), "{value}");
        }
    }

    #[test]
    fn days_have_names_and_numbers() {
        for (value, expected) in [
            (json!("Monday"), Weekday::Mon),
            (json!("tuesday"), Weekday::Tue),
            (json!(" WED "), Weekday::Wed),
            (json!("Thu"), Weekday::Thu),
            (json!(0), Weekday::Mon),
            (json!(4), Weekday::Fri),
        ] {
            assert_eq!(WorkingDay::read(&value), Ok(WorkingDay(expected)), "{value}");
        }
        for (value, word) in [
            (json!("Saturday"), "Saturday"),
            (json!("sun"), "sun"),
            (json!("Thurs"), "Thurs"),
            (json!(""), ""),
            (json!(5), "5"),
            (json!(7), "7"),
            (json!(256), "256"),
            (json!(-1), "-1"),
            (json!(1.0), "1.0"),
            (json!(null), "null"),
        ] {
            let expected = Err(format!("\"{word}\" is not a working day."));
            assert_eq!(WorkingDay::read(&value), expected, "{value}");
        }
    }

    fn fields(body: &Value) -> Fields {
        Fields::new(body.as_object().unwrap().clone())
    }

    #[test]
    fn a_body_says_a_term() {
        let mut fields = fields(&json!({
            "clinician": 7, "type": "PARTNER", "start_date": "2024-01-01", "end_date": null,
            "percentage": "62.5", "fixed_working_days": ["fri", "Monday", 0],
            "annual_leave_entitlement": null, "participates_in_duty": "no", "clinician_name": 5,
        }));
        let expected = Edit {
            clinician_id: Some(ClinicianId(7)),
            type_: Some(WorkingTermType::Partner),
            start_date: Some(day("2024-01-01")),
            end_date: Some(None),
            percentage: Some(decimal("62.5")),
            fixed_working_days: Some([Weekday::Mon, Weekday::Fri].into_iter().collect()),
            annual_leave_entitlement: Some(None),
            participates_in_duty: Some(false),
            ..Edit::default()
        };
        assert_eq!(read(&mut fields), expected);
        assert!(fields.finish().is_ok());
    }

    fn told(mut fields: Fields, over: impl FnOnce(Edit) -> Edit) -> Result<(), String> {
        let edit = over(read(&mut fields));
        reject_contradictions(&mut fields, &edit);
        fields.finish().map_err(|error| error.to_string())
    }

    #[test]
    fn every_mistake_is_told() {
        let required = json!(["This field is required."]);
        let date = json!(["Date has wrong format. Use one of these formats instead: YYYY-MM-DD."]);
        for (body, expected) in [
            (json!({}), json!({ "clinician": required, "start_date": required, "type": required })),
            (
                json!({
                    "clinician": "x", "type": "BOSS", "start_date": "today", "end_date": "never",
                    "percentage": 0, "fixed_working_days": "Monday",
                    "fixed_half_days": ["Saturday"],
                    "cannot_work_days": null, "annual_leave_entitlement": -1,
                    "participates_in_duty": "maybe",
                }),
                json!({
                    "clinician": ["Incorrect type. Expected pk value, received str."],
                    "type": ["\"BOSS\" is not a valid choice."],
                    "start_date": date,
                    "end_date": date,
                    "percentage": ["Ensure this value is greater than 0."],
                    "fixed_working_days": ["Expected a list of items but got type \"str\"."],
                    "fixed_half_days": ["\"Saturday\" is not a working day."],
                    "cannot_work_days": ["This field may not be null."],
                    "annual_leave_entitlement":
                        ["Ensure this value is greater than or equal to 0."],
                    "participates_in_duty": ["Must be a valid boolean."],
                }),
            ),
            (
                json!({
                    "clinician": 7, "type": "LOCUM", "start_date": "2024-06-03",
                    "end_date": "2024-06-02", "percentage": "100.01",
                    "cannot_work_days": [0, 1], "must_work_days": ["tue"],
                    "annual_leave_entitlement": "5.00",
                }),
                json!({
                    "end_date": ["Ensure this date is not before the start date."],
                    "percentage": ["Ensure this value is less than or equal to 100."],
                    "cannot_work_days":
                        ["A day that is never worked cannot be a day that is always worked."],
                    "annual_leave_entitlement": ["Locums have no annual leave."],
                }),
            ),
        ] {
            let expected = Err(format!("400 Bad Request: {expected}"));
            assert_eq!(told(fields(&body), |edit| edit), expected, "{body}");
        }
    }

    #[test]
    fn a_change_is_read_beside_what_is_stored() {
        let stored = term(1, 7, WorkingTermType::Salaried, "2024-06-03");
        let told = |body: Value| told(fields(&body).partially(), |edit| edit.over(&stored));
        assert_eq!(told(json!({})), Ok(()));
        assert_eq!(told(json!({ "end_date": "2024-06-03" })), Ok(()));
        let early = json!({ "end_date": ["Ensure this date is not before the start date."] });
        let early = Err(format!("400 Bad Request: {early}"));
        assert_eq!(told(json!({ "end_date": "2024-06-02" })), early);
        // Which of the two is wrong is told already.
        let unread = told(json!({ "end_date": "2024-06-02", "start_date": "x" })).unwrap_err();
        assert!(unread.contains("start_date") && !unread.contains("end_date"), "{unread}");
    }
}
