/** What the simulated world is made of: maps, goods, skills, quests. Tables, nothing else. */
import type { Item } from '../client/index.ts';

export const MAPS = [
  'Town_01',
  'Forest_02',
  'Red_Zone_01',
  'Dungeon_07',
  'Harbor_03',
  'Highlands_04',
  'Marsh_05',
] as const;

/** What can be worn, and where. Each piece has properties of its own. */
export const GEAR: Readonly<Record<string, string>> = {
  Sword_Steel: 'main_hand',
  Axe_Dwarven: 'main_hand',
  Bow_Yew: 'main_hand',
  Staff_Rowan: 'main_hand',
  Shield_Oak: 'off_hand',
  Lantern_Brass: 'off_hand',
  Helm_Iron: 'head',
  Hood_Linen: 'head',
  Mail_Riveted: 'chest',
  Robe_Silk: 'chest',
  Greaves_Iron: 'legs',
  Boots_Leather: 'feet',
  Gloves_Deerskin: 'hands',
  Cloak_Wool: 'back',
  Ring_Ruby: 'ring',
  Amulet_Amber: 'neck',
};

/** What lies in stacks. All of a type are alike. */
export const STACKS: Readonly<Record<string, Item['properties']>> = {
  Potion_Heal: { heals: 50, cooldown_s: 30 },
  Potion_Mana: { restores: 40, cooldown_s: 30 },
  Bread_Rye: { heals: 5, weight: 0.5 },
  Ore_Iron: { purity: 0.7, weight: 2 },
  Ore_Silver: { purity: 0.9, weight: 2 },
  Log_Oak: { weight: 4 },
  Hide_Wolf: { weight: 1.5, quality: 'common' },
  Arrow_Ash: { damage: 3, recoverable: true },
  Herb_Sage: { brews: ['Potion_Heal', 'Potion_Mana'] },
  Scroll_Return: { casts: 'return', to: 'Town_01' },
  Gem_Garnet: { cut: 'rough', worth: 35 },
  Torch_Pine: { burns_s: 600 },
};

export const ENCHANTMENTS = ['fire', 'frost', 'haste', 'leech', 'ward', 'thorns'] as const;

export const SKILLS = [
  'Sword',
  'Bow',
  'Fire',
  'Frost',
  'Healing',
  'Stealth',
  'Mining',
  'Fishing',
  'Herbs',
  'Smithing',
  'Cooking',
  'Riding',
  'Trade',
  'Lockpicking',
] as const;

/** Steps of each quest. */
export const QUEST_STEPS = 10;

export const QUESTS = [
  'The lost ring',
  'Wolves at the gate',
  'A debt of honour',
  'The drowned bell',
  'Salt for the harbour',
  'Lights in the marsh',
  'The miller’s daughter',
  'Under the old keep',
  'A crown of thorns',
  'Letters to the north',
  'The silent bridge',
  'Ashes of Dunmar',
] as const;
