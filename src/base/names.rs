//! Names of containers: the ones that are made up, and what a given one may look like. The words are our own choice in the
//! style of docker's generator. Which names are taken is the engine's knowledge.

use super::Rng;

/// How often a made-up name is tried before the container's short id becomes its name.
const TRIES: u32 = 6;

const ADJECTIVES: &str = "able adoring agile amused ardent artful awake balmy blissful bold boring brave breezy bright brisk busy calm \
    candid caring charming cheerful clever compassionate cool cosmic cozy crafty crisp curious daring dazzling \
    deft dreamy eager earnest easygoing ecstatic elated elegant eloquent epic fair fancy fervent festive fond \
    friendly frosty funny gallant gentle gifted gleaming glowing golden graceful great happy hardy helpful hopeful \
    humble inventive jolly jovial joyful keen kind lively loving lucid lucky mellow merry mighty modest musing \
    mystic neat nice nimble noble nostalgic patient peaceful pensive playful plucky polite practical proud quirky \
    quizzical radiant relaxed reverent romantic serene sharp silly sleepy snug spry stoic sunny sweet tender \
    thirsty trusting upbeat vibrant vigilant vigorous warm wise witty wonderful xenial youthful zealous zen";

const SURNAMES: &str = "abel aiken albattani allen almeida ampere anning archimedes ardinghelli aryabhata austin avogadro babbage \
    backus banach banneker banting bardeen bartik bassi becquerel bell bernerslee bernoulli bhabha bhaskara \
    blackburn blackwell bohr boltzmann boole booth borg bose boyd brahe brahmagupta brattain brown buck burnell \
    cannon cantor carson cartwright carver cauchy cerf chandrasekhar chaplygin chatelet chatterjee chebyshev \
    chomsky church clarke cohen colden conway cooper copernicus cori cray curie curran cutler daemen darwin \
    davinci dewdney dhawan diffie dijkstra dirac driscoll dubinsky easley eckert edison ehrlich einstein elbakyan \
    elgamal elion ellis engelbart eratosthenes erdos euclid euler faraday feistel fermat fermi feynman fibonacci \
    floyd forssmann franklin galileo galois ganguly gates gauss germain goldberg goldstine goldwasser goodall \
    gosling gosper gould granville greider grothendieck haber haibt hamilton hamming haslett hawking heisenberg \
    hellman hermann herschel hertz heyrovsky hilbert hodgkin hofstadter hoover hopper hugle hypatia ishizaka \
    jackson jang jemison jennings jepsen johnson joliot jones joule kalam kapitsa kare karp keldysh keller kepler \
    khayyam khorana kilby kirch knuth kovalevskaya kowalevski lalande lamarr lamport landau laplace lavoisier \
    leakey leavitt lederberg lehmann leibniz lewin lichterman liskov lovelace lumiere mahavira margulis matsumoto \
    maxwell mayer mccarthy mcclintock mclaren mclean mcnulty meitner mendel mendeleev meninsky merkle mestorf \
    mirzakhani moore morse moser murdock napier nash neumann newton nightingale nobel noether northcutt noyce \
    panini pare pascal pasteur payne perlman pike planck poincare poitras proskuriakova ptolemy raman ramanujan \
    rhodes ride riemann ritchie robinson roentgen rubin saha sammet sanderson shamir shannon shaw shirley shockley \
    shtern sinoussi snyder solomon spence stallman stonebraker sutherland swanson swartz swirles taussig tesla \
    tharp thompson torvalds tu turing varahamihira vaughan villani visvesvaraya volhard wescoff wiles williams \
    williamson wilson wing wozniak wright wu yalow yonath zhukovsky";

/// Draws `adjective_surname`; from the second try on a digit follows. One pair is drawn again: Steve Wozniak is not boring.
pub fn random_name(rng: &mut Rng, retry: u32) -> String {
    loop {
        let mut name = format!("{}_{}", word(rng, ADJECTIVES), word(rng, SURNAMES));
        if name == "boring_wozniak" {
            continue;
        }
        if retry > 0 {
            name.push(char::from(b'0' + rng.below(10) as u8));
        }
        return name;
    }
}

/// A free name for the container `id`: made up, or after six that are taken the first twelve characters of the id.
pub fn free_name(rng: &mut Rng, id: &str, taken: &dyn Fn(&str) -> bool) -> String {
    (0..TRIES)
        .map(|retry| random_name(rng, retry))
        .find(|name| !taken(name))
        .unwrap_or_else(|| id.chars().take(12).collect())
}

/// Checks a name that a user gave, with or without the leading slash. The error is the engine's message.
pub fn check_container_name(name: &str) -> Result<(), String> {
    if is_restricted_name(name.strip_prefix('/').unwrap_or(name)) {
        return Ok(());
    }
    Err(format!("Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"))
}

/// Whether `name` has the form of names of containers and volumes: two characters or more of letters, digits, `_`, `.` and
/// `-`, a letter or digit first.
pub fn is_restricted_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

fn word(rng: &mut Rng, list: &'static str) -> &'static str {
    let count = list.split_ascii_whitespace().count() as u64;
    list.split_ascii_whitespace().nth(rng.below(count) as usize).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_plain_words_once() {
        for (list, least) in [(ADJECTIVES, 100), (SURNAMES, 230)] {
            let words: Vec<_> = list.split_ascii_whitespace().collect();
            assert!(words.len() >= least, "{}", words.len());
            assert!(words.is_sorted_by(|a, b| a < b), "{:?}", words.windows(2).find(|pair| pair[0] >= pair[1]));
            assert!(words.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase())));
        }
    }

    #[test]
    fn a_free_name_falls_back_to_the_id() {
        let mut rng = Rng::new(7);
        let first = random_name(&mut rng.clone(), 0);
        assert_eq!(free_name(&mut rng.clone(), "0123456789abcdef", &|_| false), first);
        let second = free_name(&mut rng.clone(), "0123456789abcdef", &|name| name == first);
        assert!(second.ends_with(|c: char| c.is_ascii_digit()));
        assert_eq!(free_name(&mut rng, "0123456789abcdef", &|_| true), "0123456789ab");
    }

    #[test]
    fn given_names_are_checked() {
        assert!(check_container_name("/web_1.a-b").is_ok());
        assert_eq!(
            check_container_name("-rm").unwrap_err(),
            "Invalid container name (-rm), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
        );
        assert!(check_container_name("a").is_err());
    }
}
