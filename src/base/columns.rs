//! Columns of tab-separated text lined up as Go's text/tabwriter does for docker. It never cuts a text.

/// How wide the columns of a table are.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// The least width of a column, padding included.
    pub min_width: usize,
    /// Blanks after the widest text of a column.
    pub padding: usize,
}

impl Columns {
    /// The tables of `docker ps`, `docker images` and the other listings.
    pub const TABLE: Self = Self { min_width: 10, padding: 3 };
    /// `docker top`.
    pub const TOP: Self = Self { min_width: 20, padding: 3 };
    /// The two-column parts of `docker version`.
    pub const VERSION: Self = Self { min_width: 20, padding: 1 };

    /// Lines up `text`. A cell ends at a tab; what follows the last tab of a line belongs to no column. A column is a
    /// run of neighbouring lines that have such a cell, so a line with fewer tabs starts the widths anew. Widths count
    /// characters, not screen columns, as docker does.
    pub fn align(self, text: &str) -> String {
        let lines: Vec<Vec<&str>> = text.split('\n').map(|line| line.split('\t').collect()).collect();
        let mut widths: Vec<Vec<usize>> = lines.iter().map(|cells| vec![0; cells.len() - 1]).collect();
        for column in 0..widths.iter().map(Vec::len).max().unwrap_or(0) {
            let mut first = 0;
            while first < lines.len() {
                let run = widths[first..].iter().take_while(|cells| cells.len() > column).count();
                let block = first..first + run;
                let widest = lines[block.clone()].iter().map(|cells| cells[column].chars().count()).max().unwrap_or(0);
                let width = self.min_width.max(widest + self.padding);
                widths[block].iter_mut().for_each(|cells| cells[column] = width);
                first += run + 1;
            }
        }
        let mut out = String::with_capacity(text.len() * 2);
        for (at, (cells, widths)) in lines.iter().zip(&widths).enumerate() {
            if at > 0 {
                out.push('\n');
            }
            for (column, cell) in cells.iter().enumerate() {
                out.push_str(cell);
                if let Some(width) = widths.get(column) {
                    out.extend(std::iter::repeat_n(' ', width - cell.chars().count()));
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_within_neighbouring_lines() {
        assert_eq!(
            Columns::TABLE.align("NAMES\tPORTS\nweb\t\ngateway-one\t80/tcp\n"),
            "NAMES         PORTS\nweb           \ngateway-one   80/tcp\n"
        );
        assert_eq!(Columns::TABLE.align("äöü\tx\nplain\na\tb\tc"), "äöü       x\nplain\na         b         c");
        assert_eq!(Columns::TABLE.align(""), "");
    }
}
