//! The sizes that the picture is built from, by how much room there is, and the widths of words. The figures are those of
//! the design's tokens; what the style sheets say about type must agree with them.

/// How much room there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// Hub, images and containers side by side.
    #[default]
    Wide,
    /// The Hub is away.
    Medium,
    /// A phone: ports stand in the cards, text is small.
    Narrow,
}

/// Sizes for one picture, in map units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Metrics {
    /// How much room there is.
    pub(super) density: Density,
    /// Between the frame and the engine.
    pub(super) margin: i32,
    /// Where the Hub's shelf begins.
    pub(super) shelf: Option<i32>,
    /// Where the engine begins.
    pub(super) engine: i32,
    /// Where the images begin.
    pub(super) images: i32,
    /// Where the titles stand.
    pub(super) title: i32,
    /// The width of the containers' lane, ports and volumes included.
    pub(super) containers: i32,
    /// A card's width.
    pub(super) card: i32,
    /// A card's height.
    pub(super) card_h: i32,
    /// A card's height with ports in it.
    pub(super) card_ports_h: i32,
    /// The height of a card's writable layer.
    pub(super) strip: i32,
    /// Between two cards.
    pub(super) card_gap: i32,
    /// From one layer to the next, at most.
    pub(super) pitch: i32,
    /// From one layer to the next, at least: below it text would fall under 11 px.
    pub(super) pitch_min: i32,
    /// Between two bricks of one tower.
    pub(super) joint: i32,
    /// A flag's height.
    pub(super) flag: i32,
    /// The height of a further flag on the same pole.
    pub(super) flag_also: i32,
    /// The pole under a flag.
    pub(super) pole: i32,
    /// A column's least and greatest width, from much room to little.
    pub(super) columns: [(i32, i32); 5],
    /// Between columns of one tree.
    pub(super) inner: i32,
    /// Between trees.
    pub(super) gap: i32,
    /// Between the lines of two images.
    pub(super) lane: i32,
    /// The least room for lines to bend before the containers.
    pub(super) bend: i32,
    /// The room that they take when there is enough.
    pub(super) bend_at_ease: i32,
    /// From the last layer to the lower edge of the frame.
    pub(super) ground: i32,
}

impl Metrics {
    /// The sizes for a frame of this width.
    pub(super) fn of(width: i32) -> Self {
        let wide = Self {
            density: Density::Wide,
            margin: 12,
            shelf: Some(14),
            engine: 148,
            images: 166,
            title: 24,
            containers: 300,
            card: 196,
            card_h: 56,
            card_ports_h: 56,
            strip: 22,
            card_gap: 10,
            pitch: 27,
            pitch_min: 20,
            joint: 2,
            flag: 35,
            flag_also: 26,
            pole: 6,
            columns: [(196, 260), (152, 230), (130, 210), (112, 190), (92, 140)],
            inner: 4,
            gap: 16,
            lane: 11,
            bend: 28,
            bend_at_ease: 78,
            ground: 28,
        };
        match width {
            // Names that docker makes up have about twenty letters.
            1300.. => Self { containers: 372, card: 268, ..wide },
            1040.. => wide,
            600.. => Self { density: Density::Medium, shelf: None, engine: 12, images: 28, ..wide },
            _ => Self {
                density: Density::Narrow,
                margin: 8,
                shelf: None,
                engine: 8,
                images: 22,
                title: 18,
                containers: 158,
                card: 138,
                card_h: 50,
                card_ports_h: 74,
                strip: 20,
                card_gap: 8,
                pitch: 22,
                pitch_min: 20,
                flag: 32,
                pole: 4,
                columns: [(150, 190), (110, 150), (94, 130), (84, 110), (76, 96)],
                inner: 3,
                gap: 8,
                lane: 8,
                bend: 22,
                bend_at_ease: 40,
                ground: 18,
                ..wide
            },
        }
    }

    /// The width of a flag with this tag and note, with so little room.
    pub(super) fn flag_width(&self, tag: &str, note: &str, tightness: usize) -> i32 {
        let (least, most) = self.columns[tightness.min(self.columns.len() - 1)];
        // A bold letter of the mono face at 12 px is 7.2 px wide, one of the text face at 11 px about 5.6.
        let tag = count(tag) * 72 / 10 + 16;
        let note = count(note) * 56 / 10 + 16;
        tag.max(note).clamp(least, most)
    }
}

fn count(text: &str) -> i32 {
    text.chars().count().min(200) as i32
}

/// What stands under a tag: the number of layers and the size, as `docker images` rounds it.
pub(super) fn note(layers: u32, size: u64, density: Density) -> String {
    let layers = if layers == 1 { "1 layer".to_owned() } else { format!("{layers} layers") };
    match density {
        Density::Narrow => layers,
        Density::Wide | Density::Medium => format!("{layers}, {}", super::super::words::size(size)),
    }
}
