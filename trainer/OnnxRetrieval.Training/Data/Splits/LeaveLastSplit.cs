using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data;

/// <summary>
/// Of each user the last items are the test, those before them the validation. Among equal times, and without times, the
/// last read is the latest. A user always keeps one item to train on: first the validation gives way, then the test.
/// </summary>
internal static class LeaveLastSplit
{
    public static Part[] Assign(Interactions interactions, int users, int last, List<string> notes)
    {
        var assignment = new Part[interactions.Count];
        var groups = new UserGroups(interactions.Users, users);
        var (withoutTest, withoutValid) = (0, 0);
        for (var user = 0; user < users; user++)
        {
            var positions = groups.Of(user);
            if (positions.IsEmpty)
            {
                continue;
            }
            if (interactions.Times is not null)
            {
                TimeOrder.Sort(positions, interactions.Times);
            }
            var test = Math.Min(last, positions.Length - 1);
            var valid = Math.Min(last, positions.Length - 1 - test);
            HeldOut.Mark(positions[^test..], assignment, Part.Test);
            HeldOut.Mark(
                positions.Slice(positions.Length - test - valid, valid),
                assignment,
                Part.Valid
            );
            withoutTest += test == 0 ? 1 : 0;
            withoutValid += test > 0 && valid == 0 ? 1 : 0;
        }
        if (interactions.Times is null)
        {
            notes.Add(
                "The interactions have no times: 'leave-last' takes the order in which they were read."
            );
        }
        if (withoutTest > 0)
        {
            notes.Add(
                $"{withoutTest:N0} users have one item only, which is trained on: they are not in the test set."
            );
        }
        if (withoutValid > 0)
        {
            notes.Add(
                $"{withoutValid:N0} users have too few items to be in the validation set as well as in the test set."
            );
        }
        return assignment;
    }
}
