/** What a character has learnt, and what it has taken on. */
import { Badge, Table, Text } from '@mantine/core';
import { text } from '../../app/text.ts';
import { Card } from '../../ui/card.tsx';
import { formatCount } from '../../ui/format.ts';
import { ActionButton } from '../actions/action-button.tsx';
import type { CharacterSubject } from '../actions/subjects.ts';
import classes from './players.module.css';
import { progressText } from './words.ts';

const words = text.players;

const COLORS = { active: 'keep', completed: 'gray', failed: 'red' } as const;

interface SubjectProps {
  readonly subject: CharacterSubject;
}

export function SkillsCard({ subject }: SubjectProps) {
  const { skills } = subject;
  return (
    <Card
      title={words.skills}
      testId="skills"
      aside={<ActionButton id="set-skill" subject={subject} />}
    >
      {skills.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noSkills}
        </Text>
      ) : (
        <Table className={classes.table} verticalSpacing={4} horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.skill}</Table.Th>
              <Table.Th className={classes.number}>{text.characterRestore.stats.level}</Table.Th>
              <Table.Th className={classes.number}>
                {text.characterRestore.stats.experience}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {skills.map(({ skill_id, skill_name, skill_level, experience }) => (
              <Table.Tr key={skill_id}>
                <Table.Td>{skill_name}</Table.Td>
                <Table.Td className={classes.number}>{formatCount(skill_level)}</Table.Td>
                <Table.Td className={classes.number}>{formatCount(experience)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
}

export function QuestsCard({ subject }: SubjectProps) {
  const { quests } = subject;
  return (
    <Card
      title={words.quests}
      testId="quests"
      aside={<ActionButton id="set-quest" subject={subject} />}
    >
      {quests.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.noQuests}
        </Text>
      ) : (
        <ul className={classes.quests}>
          {quests.map(({ quest_id, quest_name, quest_status, progress }) => (
            <li key={quest_id}>
              <span>
                {quest_name}
                {progress !== null && (
                  <Text size="xs" c="dimmed">
                    {progressText(progress)}
                  </Text>
                )}
              </span>
              <Badge
                size="sm"
                variant="light"
                color={COLORS[quest_status]}
                className={classes.badge}
              >
                {text.actions.questStatus[quest_status]}
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
