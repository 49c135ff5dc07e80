//! Sorting for code that is counted in bytes: one merge sort for all types instead of one for each, as the standard
//! library's generic sorts are (about 4 kB of wasm for every type and key). Stable, and never worse than n log n.

/// Sorts a list.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, |a, b| a < b);
}

/// Sorts a map by its keys.
pub fn sort_map<K: Ord, V, M: Default + IntoIterator<Item = (K, V)> + Extend<(K, V)>>(map: &mut M) {
    let mut entries: Vec<(K, V)> = std::mem::take(map).into_iter().collect();
    sort_by(&mut entries, |a, b| a.0 < b.0);
    map.extend(entries);
}

/// Sorts a list by a key.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a) < key(b));
}

/// Sorts a list; `less` tells whether its first argument comes strictly before its second.
pub fn sort_by<T>(items: &mut [T], less: impl Fn(&T, &T) -> bool) {
    let mut order = permutation(items.len(), &|a, b| less(&items[a], &items[b]));
    // Follows each cycle of the permutation once, swapping every item to its place.
    for start in 0..order.len() {
        let mut at = start;
        while order[at] != start {
            let from = order[at];
            items.swap(at, from);
            order[at] = at;
            at = from;
        }
        order[at] = at;
    }
}

/// Whether a name comes before another as people count: runs of digits by their number, and before anything else. Of two
/// spellings of a number the one with fewer zeros in front comes first. Docker lists volumes, networks and contexts so.
pub fn natural_less(a: &str, b: &str) -> bool {
    fn number(text: &[u8]) -> (&[u8], &[u8]) {
        let zeros = text.iter().take_while(|byte| **byte == b'0').count();
        let digits = text[zeros..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        (&text[zeros..zeros + digits], &text[zeros + digits..])
    }
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let (Some(first), Some(second)) = (a.first(), b.first()) {
        match (first.is_ascii_digit(), second.is_ascii_digit()) {
            (true, true) => {
                let ((one, rest_a), (other, rest_b)) = (number(a), number(b));
                let zeros = (a.len() - rest_a.len() - one.len(), b.len() - rest_b.len() - other.len());
                if (one.len(), one, zeros.0) != (other.len(), other, zeros.1) {
                    return (one.len(), one, zeros.0) < (other.len(), other, zeros.1);
                }
                (a, b) = (rest_a, rest_b);
            }
            (false, false) if first == second => (a, b) = (&a[1..], &b[1..]),
            (false, false) => return first < second,
            (digit, _) => return digit,
        }
    }
    a.len() < b.len()
}

/// The places of the items in sorted order: merges runs of doubling length.
fn permutation(count: usize, less: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut merged = Vec::with_capacity(count);
    let mut run = 1;
    while run < count {
        for start in (0..count).step_by(run * 2) {
            let middle = (start + run).min(count);
            let end = (middle + run).min(count);
            let (mut left, mut right) = (start, middle);
            while left < middle || right < end {
                // On a tie the left one goes first, which keeps the sort stable.
                let take_right = left == middle || (right < end && less(order[right], order[left]));
                let from = if take_right { &mut right } else { &mut left };
                merged.push(order[*from]);
                *from += 1;
            }
        }
        std::mem::swap(&mut order, &mut merged);
        merged.clear();
        run *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rng;

    #[test]
    fn names_are_counted_as_people_do() {
        let mut names = vec!["b", "v10", "v9", "99a", "16765a", "v09", "a1b", "a", "10"];
        sort_by(&mut names, |a, b| natural_less(a, b));
        assert_eq!(names, ["10", "99a", "16765a", "a", "a1b", "b", "v9", "v09", "v10"]);
    }

    #[test]
    fn any_list_is_sorted_and_ties_keep_their_order() {
        let mut rng = Rng::new(7);
        for count in [0, 1, 2, 3, 7, 64, 65, 1000] {
            let mut items: Vec<(u64, usize)> = (0..count).map(|index| (rng.below(20), index)).collect();
            let mut wanted = items.clone();
            wanted.sort_by_key(|item| item.0);
            sort_by_key(&mut items, |item| item.0);
            assert_eq!(items, wanted);
        }
    }
}
