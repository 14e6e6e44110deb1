use proptest::prelude::*;

use super::*;

fn check(html: &str, expected: &[(&str, &str)]) {
    let options = extract(html);
    let found: Vec<_> = options.iter().collect();
    assert_eq!(found, expected, "{html}");
}

/// A table with these headings and one row, `1` to the end.
fn with_headings(headings: &[&str]) -> String {
    let cells: String = headings.iter().map(|name| format!("<th>{name}</th>")).collect();
    let numbers: String = (1..=headings.len()).map(|n| format!("<td>{n}</td>")).collect();
    format!("<table><tr>{cells}</tr><tr>{numbers}</tr></table>")
}

#[test]
fn columns_are_known_by_their_headings() {
    for (headings, expected) in [
        (&["Code", "Description"][..], Some(("1", "2"))),
        (&["VALUE", " meaning "], Some(("1", "2"))),
        (&["Name", "Code"], Some(("2", "1"))),
        (&["Code", "Code Description"], Some(("1", "2"))),
        (&["National Code", "Code Description"], Some(("1", "2"))),
        (&["Code Name", "Description"], Some(("1", "2"))),
        (&["Code", "Old Code", "Name"], Some(("1", "3"))),
        (&["Old Code", "New Code", "Name"], Some(("2", "3"))),
        (&["Code", "Value", "Name"], Some(("2", "3"))),
        (&["Code", "Name", "Description"], Some(("1", "3"))),
        (&["Notes", "Code", "Notes", "Description"], Some(("2", "4"))),
        (&["Code", "Definition"], None),
        (&["Number", "Description"], None),
        (&["Code Description", "Notes"], None),
        (&["Code"], None),
        (&["", "Code Description"], None),
    ] {
        let expected: Vec<_> = expected.into_iter().collect();
        check(&with_headings(headings), &expected);
    }
}

#[test]
fn headings_may_be_cells_and_rows_may_be_broken() {
    check(
        "<table><tr><td>Code</td><td>Description</td></tr>
         <tr><th>A</th><td>Alpha</td></tr>
         <tr><td>short</td></tr><tr></tr>
         <tr><td></td><td>No code</td></tr><tr><td>X</td><td> &nbsp;<br></td></tr>
         <tr><td>9</td><td>Nine</td><td>more</td></tr>
         <tr><td>A<td>Again</table>",
        &[("A", "Again"), ("9", "Nine")],
    );
}

#[test]
fn all_tables_of_codes_count() {
    check(
        "<table><tr><th>Heading</th><th>Other</th></tr><tr><td>x</td><td>y</td></tr></table>
         <table><thead><tr><th>Code<th>Name</thead><tbody><tr><td>2<td>Two</tbody>
         <tbody><tr><td>1<td>One</tbody></table>
         <dl><dt>D</dt><dd>Not looked at</dd></dl>
         <table><tr><th>Value</th><th>Meaning</th></tr><tr><td>2</td><td>Later</td></tr></table>",
        &[("2", "Later"), ("1", "One")],
    );
}

#[test]
fn a_table_inside_another_is_apart() {
    check(
        "<table><tr><td>Code of practice</td><td>Description
           <table><tr><th>Code</th><th>Description</th></tr>
                  <tr><td>1</td><td>One <table><tr><td>inner</td></tr></table></td></tr></table>
         </td></tr></table>",
        &[("1", "One")],
    );
}

#[test]
fn cells_that_span_keep_the_others_in_their_columns() {
    check(
        "<table><tr><th colspan=2>Code</th><th>Description</th></tr>
         <tr><td>1</td><td>note</td><td>One</td></tr>
         <tr><td colspan=3>The rest are old</td></tr>
         <tr><td rowspan=2>2</td><td>note</td><td>Two</td></tr>
         <tr><td>note</td><td>Two again</td></tr>
         <tr><td>3</td><td colspan=0>note</td><td>Three</td></tr>
         <tr><td colspan=99999>x</td><td>y</td></tr></table>",
        &[("1", "One"), ("2", "Two"), ("3", "Three")],
    );
}

#[test]
fn text_is_what_is_seen() {
    for (cell, expected) in [
        ("Current <b>smoker</b> now", "Current smoker now"),
        ("un<b>broken</b>", "unbroken"),
        ("one<br>two<p>three</p>four", "one two three four"),
        ("<ul><li>a</li><li>b</li></ul>", "a b"),
        ("Trauma &amp; Orthop&aelig;dics &lt;x&gt; &#39;q&#39;", "Trauma & Orthopædics <x> 'q'"),
        ("a<!-- hidden -->b &nbsp;\t\r\n c", "ab c"),
        ("a<script>x</script><style>y</style><template>z</template>b", "a b"),
        ("soft\u{ad}hyphen\u{200b}", "softhyphen"),
    ] {
        let html = format!(
            "<table><tr><th>Code</th><th>Description</th></tr><tr><td>1</td><td>{cell}</td></tr>\
             </table>"
        );
        check(&html, &[("1", expected)]);
    }
}

#[test]
fn definition_lists_come_second() {
    check(
        "<ul><li>Z - not looked at</li></ul>
         <dl><dt>A1 first</dt><dd>A1 - Alpha</dd>
             <dt>B</dt><dt>C</dt><dd>Both</dd>
             <dt>Smoker</dt><dd>Somebody who smokes</dd><dd>Said twice</dd>
             <div><dt>9</dt><dd>8 - Nine</dd></div>
             <dt>E</dt><dd>E - </dd><dd>orphan</dd>
             <dt>F-1</dt><dd>F1: Foxtrot</dd><dt>G</dt><dd>X-ray</dd><dt>H</dt><dd>I:x</dd></dl>",
        &[
            ("A1", "Alpha"),
            ("B", "Both"),
            ("C", "Both"),
            ("Smoker", "Somebody who smokes"),
            ("9", "Nine"),
            ("E", "E -"),
            ("F", "Foxtrot"),
            ("G", "X-ray"),
            ("H", "I:x"),
        ],
    );
}

#[test]
fn list_items_come_last() {
    check(
        "<p>A - no item</p><ul>
         <li>1 - One</li><li>2: Two</li><li>3 \u{2013} Three</li><li>4\u{2014} Four</li>
         <li>5 - Five <ol><li>5A - Inside</li></ol></li>
         <li>X-ray</li><li>10:30 clinic</li><li>3\u{2013}5 days</li><li>Code - lower case</li>
         <li>6 -</li><li>7</li><li>B:two</li><li>8:Eight</li><li>A1:2</li><li>9: 30</li>
         <li>C- x</li><li>D -x</li><li>E :</li></ul>",
        &[
            ("1", "One"),
            ("2", "Two"),
            ("3", "Three"),
            ("4", "Four"),
            ("5", "Five"),
            ("5A", "Inside"),
            ("B", "two"),
            ("8", "Eight"),
            ("A1", "2"),
            ("9", "30"),
            ("C", "x"),
            ("D", "x"),
        ],
    );
}

#[test]
fn a_page_without_options_has_none() {
    for html in ["", "<html><body><h1>Not found</h1></body></html>", "<table></table>", "\0", "<"] {
        check(html, &[]);
    }
}

#[test]
fn what_is_nested_deeply_is_read() {
    let (open, close) = ("<table><tr><td>".repeat(2_000), "</td></tr></table>".repeat(2_000));
    let inner = with_headings(&["Code", "Name"]);
    check(&format!("{open}{inner}{close}"), &[("1", "2")]);
}

#[test]
fn a_page_that_breaks_off_is_known() {
    for (html, expected) in [
        ("<html><table><tr><td>1</td></tr></table></html>", false),
        ("<HTML><TABLE></TABLE></HTML>", false),
        ("<html><table></table></body>", false),
        ("<html><table></table>", false),
        ("<html><table></table><p>the end", false),
        ("<html><table></table><p class=\"", true),
        ("<html><table></table></t", true),
        ("<html><table></table><", true),
        ("<html><table></table></html><p", false),
        ("<html><table></table></body><p", false),
        ("<p>1 <", false),
        ("<html>1 < 2", false),
        ("<html><table><tr><td>1", true),
        ("<html><table></table><table></html>", true),
        ("<table>", true),
        ("<html><dl><dt>1<dd>One", true),
        ("<ul><li>1 - One", true),
        ("<ol><li>1 - One<ul></ul>", true),
        ("</ul><ul><li>1 - One", true),
        ("<ul><li>1 - One</ul></ul>", false),
        ("<p>no document", false),
        ("<html><!-- <table> --></html>", false),
        ("<html><!--><table></html>", true),
        ("<html><tablet></html>", false),
        ("<html></html><!-- <html", false),
        ("<html><!-- </html>", true),
        ("<html><script>'<table>'</script></html>", false),
        ("<html><SCRIPT>'</scripts><ul>'</SCRIPT ><ul></ul></html>", false),
        ("<html><script>'<table>'</html>", true),
        ("<style>/* <dl> */</style><textarea><ol></textarea>", false),
        ("<p title='<table>' class=\"<ul>\" id = '>'>", false),
        ("<p title=it's><ul>", true),
        ("<!doctype html><?x <ul>?></><html></html>", false),
    ] {
        assert_eq!(looks_cut_off(html), expected, "{html}");
    }
}

#[test]
fn what_is_nested_too_deeply_is_known() {
    for (piece, expected) in [
        ("<div>", true),
        ("<div></b>", true),
        ("<span><div></span>", true),
        ("<DIV/>", true),
        ("<table><tr><td>", true),
        ("<p title='</div>'><div>", true),
        ("<div></div>", false),
        ("<div><b></div></b>", false),
        ("<br><img><hr/>", false),
        ("<li><p>x<dt><dd>y", false),
        ("<tr><td>1<td>2", false),
        ("<!-- <div> --><script><div></script>", false),
        ("<svg><path/><path/></svg>", false),
        ("</div>", false),
    ] {
        assert_eq!(is_nested_too_deeply(&piece.repeat(501)), expected, "{piece}");
        assert!(!is_nested_too_deeply(&piece.repeat(200)), "{piece}");
    }
    let (open, close) = ("<div>".repeat(500), "</div>".repeat(500));
    assert!(!is_nested_too_deeply(&format!("{open}{close}").repeat(2)));
}

/// Pages of tags that begin and end anywhere.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<th>Code",
        "<th>Name",
        "<td>",
        "<td rowspan=0>",
        "<td colspan=3>",
        "<dl>",
        "<dt>",
        "<dd>",
        "</dl>",
        "<ul>",
        "<li>",
        "</ul>",
        "<b>",
        "</b>",
        "A - ",
        "B: ",
        " \u{a0} ",
        "\t\n",
        "&nbsp;",
        "&amp;",
        "<!--",
        "-->",
        "<p>",
        "text",
        "\0",
        "<html",
        ">",
        "<svg>",
        "<template>",
        "<form>",
        "<select>",
        "1",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_is_found_is_tidy(html in prop_oneof![soup(), any::<String>()]) {
        looks_cut_off(&html);
        is_nested_too_deeply(&html);
        for (code, text) in extract(&html).iter() {
            for words in [code, text] {
                prop_assert!(!words.is_empty());
                prop_assert_eq!(&tidy(words), words);
            }
        }
    }

    #[test]
    fn what_a_table_says_is_found(
        cells in prop::collection::vec(("[A-Z0-9]{1,4}", "[a-z<&\" ]{0,12}x"), 1..20),
    ) {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let rows: String = cells
            .iter()
            .map(|(code, text)| format!("<tr><td> {code}</td>\n<td>{}</td></tr>", escape(text)))
            .collect();
        let html = format!("<html><table><tr><th>Code<th>Description</tr>{rows}</table></html>");
        prop_assert!(!looks_cut_off(&html));
        let pairs = cells.into_iter().map(|(code, text)| (code, tidy(&text)));
        let expected = Options::from_iter(pairs);
        prop_assert_eq!(extract(&html), expected);
    }
}
