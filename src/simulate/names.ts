/** Names of people and guilds: by seed and index, no two of a seed the same, for people to read. */
import { Random } from './random.ts';

const FIRST_NAMES = [
  ...['Torvald', 'Ilse', 'Brannoc', 'Maren', 'Aldric', 'Sigrun', 'Corwin', 'Elowen', 'Hakon'],
  ...['Yrsa', 'Garrick', 'Linnea', 'Osric', 'Thessaly', 'Rurik', 'Brigid', 'Cedric', 'Isolde'],
  ...['Ewan', 'Freya', 'Lothar', 'Mirela', 'Dunstan', 'Astrid', 'Kester', 'Rowena', 'Alaric'],
  ...['Sunniva', 'Bertram', 'Gwendolen', 'Ragnar', 'Odette', 'Fenwick', 'Ingrid', 'Leofric'],
  ...['Marisol', 'Tancred', 'Petra', 'Anselm', 'Ravenna', 'Edmund', 'Helga', 'Wystan', 'Livia'],
  ...['Godric', 'Sabine', 'Halvard', 'Nerys', 'Roland', 'Thora', 'Ulric', 'Verena', 'Baldwin'],
  ...['Alys', 'Percival', 'Runa', 'Cuthbert', 'Delphine', 'Eskil', 'Johanna', 'Gawain', 'Katla'],
  ...['Ivo', 'Mathilda', 'Jorund', 'Nivara', 'Lambert', 'Ottilie', 'Merrick', 'Philippa'],
  ...['Orin', 'Rosalind', 'Piers', 'Svanhild', 'Quentin', 'Tamsin', 'Sten', 'Ursula', 'Tristan'],
  ...['Vigdis', 'Varick', 'Winifred', 'Wulfric', 'Ysolde', 'Arvid', 'Beatrix', 'Caspian'],
  ...['Dagny', 'Evander', 'Estrid', 'Florian', 'Gisela'],
];

const SURNAME_BEGINNINGS = [
  ...['Ash', 'Black', 'Bright', 'Stone', 'Thorn', 'Raven', 'Winter', 'Grey', 'Oak', 'Silver'],
  ...['Hawk', 'Frost', 'Elder', 'Marsh'],
];
const SURNAME_ENDS = ['mere', 'wood', 'ford', 'well', 'brook', 'field', 'crest', 'water'];
const PLACES = [
  ...['Dunmar', 'Arrowmoor', 'Kelberg', 'Vessany', 'Orlaith', 'Tarn Hollow', 'Istria', 'Corvale'],
  ...['Lindisholm', 'Morwen', 'Skarra', 'Altenmark', 'Bryndale', 'Caer Ewyn', 'Highgarth'],
  ...['the Marshes', 'the Long Shore', 'the Seven Wells', 'Norhaven', 'Pellinore', 'Ravensholt'],
  ...['Saltmere', 'Umberfall', 'Wyndham'],
];
const LAST_NAMES = [
  ...SURNAME_BEGINNINGS.flatMap((beginning) => SURNAME_ENDS.map((end) => beginning + end)),
  ...PLACES.map((place) => `of ${place}`),
];

const GUILD_COLOURS = [
  ...['Silver', 'Iron', 'Crimson', 'Golden', 'Ashen', 'Emerald', 'Broken', 'Hidden', 'Northern'],
  ...['Burning', 'Wandering', 'Frozen', 'Midnight', 'Sapphire', 'Hallowed', 'Laughing', 'Silent'],
  ...['Sworn', 'Stormborn', 'Ivory', 'Copper', 'Thorned', 'Verdant', 'Last'],
];
const GUILD_THINGS = [
  ...['Wardens', 'Lanterns', 'Company', 'Ravens', 'Brotherhood', 'Blades', 'Oath', 'Wolves'],
  ...['Hearth', 'Circle', 'Anvils', 'Sails', 'Crown', 'Watch', 'Griffins', 'Pilgrims', 'Shields'],
  ...['Quills', 'Merchants', 'Foxes', 'Arrows', 'Tide', 'Stags', 'Keys'],
];

/** The name of a seed's person `index`; there are more of them than characters on a shard. */
export function personName(seed: number, index: number): string {
  return combine(seed, index, FIRST_NAMES, LAST_NAMES);
}

export function guildName(seed: number, index: number): string {
  return `The ${combine(seed, index, GUILD_COLOURS, GUILD_THINGS)}`;
}

/** A pair of words: another one for every index below the product of their numbers. */
function combine(
  seed: number,
  index: number,
  first: readonly string[],
  second: readonly string[],
): string {
  const random = new Random(seed);
  const a = random.shuffle(first);
  const b = random.shuffle(second);
  const inFirst = index % a.length;
  const round = Math.floor(index / a.length);
  return `${a[inFirst]} ${b[(inFirst + round) % b.length]}`;
}
