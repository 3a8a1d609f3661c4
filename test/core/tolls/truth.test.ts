import { billAgainstTruth, type Compared, type Comparison } from '../../../bench/bill-against-truth';
import { billScenarios } from '../../../core/simulation/bill-scenarios';

/** Every toll and every payer's share of it, against a witness that shares no rule with the bill. */
describe.each(billScenarios.map((scenario) => [scenario.name, scenario] as const))(
  '%s',
  (_name, scenario) => {
    let compared: Comparison;
    const knowable = ({ toll }: Compared) => !scenario.unknowable.some((one) => one.toll === toll);
    // what cannot be known may be called so
    const called = ({ toll }: Compared) => toll !== 'unknown' || scenario.unknowable.length === 0;

    beforeAll(async () => {
      compared = await billAgainstTruth(scenario);
    }, 60_000);

    const check = (rows: readonly Compared[]) => {
      const wrong = rows
        .filter(knowable)
        .filter(called)
        .filter(({ toll, truth, bill }) => {
          const lost = compared.lost.get(toll) ?? 0n;
          return bill > truth || bill < truth - lost;
        });
      expect(wrong).toEqual([]);
    };

    it('has every toll that its records can tell, to the byte', () => {
      expect(compared.tolls.length).toBeGreaterThan(0);
      check(compared.tolls);
    });

    it('has every payer’s share of them', () => {
      check(compared.payers);
    });
  },
);
