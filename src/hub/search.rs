//! `docker search`: repositories by name and description, the best match first. Filters and limits beyond the count are
//! the engine's.

use super::catalog::Catalog;
use super::error::HubError;
use super::registry::{Credentials, Registry};
use crate::base::order;

/// A repository found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// The name as docker prints it.
    pub name: String,
    /// What it says of itself.
    pub description: String,
    /// The stars.
    pub stars: u64,
    /// Whether it is a Docker Official Image.
    pub official: bool,
}

/// How well a name or description answers a term; the lowest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Exact,
    Name,
    Description,
}

impl Registry {
    /// At most `limit` repositories that match `term`: an exact name first, then names that contain it, then
    /// descriptions; official ones and those with more stars before others.
    pub fn search(&self, term: &str, limit: usize, who: Option<&Credentials>) -> Result<Vec<SearchHit>, HubError> {
        self.check(who)?;
        let term = term.to_lowercase();
        let term = term.trim_start_matches("library/");
        let mut found: Vec<(Rank, SearchHit)> = Vec::new();
        let mut offer = |hit: SearchHit| {
            let rank = if hit.name == term {
                Rank::Exact
            } else if hit.name.contains(term) {
                Rank::Name
            } else if hit.description.to_lowercase().contains(term) {
                Rank::Description
            } else {
                return;
            };
            found.push((rank, hit));
        };
        // Only the Hub's own repositories are searched, not other registries' names in the catalogue.
        let listings = self.catalog.iter().flat_map(Catalog::listings);
        for listing in listings.filter(|listing| !listing.name.contains('.')) {
            offer(SearchHit {
                name: listing.name.to_string(),
                description: listing.description.to_string(),
                stars: listing.stars,
                official: listing.official,
            });
        }
        let listed = |name: &str| self.catalog.as_ref().is_some_and(|catalog| catalog.listing(name).is_some());
        for (name, repository) in self.repositories().filter(|(name, _)| !listed(name)) {
            let own = who.is_some_and(|who| name.split('/').next() == Some(&who.username));
            if !repository.private || own {
                offer(SearchHit { name: name.to_owned(), description: String::new(), stars: 0, official: false });
            }
        }
        order::sort_by(&mut found, |(a_rank, a), (b_rank, b)| {
            let order = a_rank.cmp(b_rank).then(b.official.cmp(&a.official));
            order.then(b.stars.cmp(&a.stars)).then(a.name.cmp(&b.name)).is_lt()
        });
        Ok(found.into_iter().map(|(_, hit)| hit).take(limit).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hub::bundle;

    #[test]
    fn names_come_before_descriptions() {
        let hub = Registry::docker_hub(Catalog::load(bundle::EMBEDDED.as_bytes()).unwrap());
        let names = |term: &str| -> Vec<String> {
            hub.search(term, 25, None).unwrap().into_iter().map(|hit| hit.name).collect()
        };
        assert_eq!(names("mongo")[..2], ["mongo", "mongo-express"]);
        assert!(names("web server").contains(&"nginx".to_owned()));
        assert!(names("ngnix").is_empty());
        assert_eq!(hub.search("a", 3, None).unwrap().len(), 3);
    }
}
