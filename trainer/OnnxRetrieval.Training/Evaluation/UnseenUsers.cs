using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// The test users who are not in the training data, each with the earlier half of their test interactions given and the
/// later half held out: how well a recommender serves strangers whom it sees acting.
/// </summary>
/// <remarks>
/// Of a user's <c>n</c> items in order of time (without times, in the order read) the first <c>⌊n/2⌋</c> are given and the
/// rest is held out, so each part has at least one; users with one item are left out.
/// </remarks>
public sealed class UnseenUsers
{
    private UnseenUsers(UserHistories given, UserItems heldOut, int leftOut)
    {
        Given = given;
        HeldOut = heldOut;
        LeftOut = leftOut;
    }

    /// <summary>The earlier items of these users; none of all others.</summary>
    public UserHistories Given { get; }

    /// <summary>The later items of these users; none of all others.</summary>
    public UserItems HeldOut { get; }

    /// <summary>Users without a training item who are left out, as they have one test item only.</summary>
    public int LeftOut { get; }

    /// <summary>Finds them; null where there are none.</summary>
    /// <param name="trained">Training items of each user.</param>
    /// <param name="test">Test interactions.</param>
    public static UnseenUsers? Of(UserItems trained, Interactions test)
    {
        var userCount = trained.UserCount;
        var groups = new UserGroups(test.Users, userCount);
        List<int> given = [],
            heldOut = [];
        var leftOut = 0;
        for (var user = 0; user < userCount; user++)
        {
            var own = groups.Of(user);
            if (own.IsEmpty || trained[user].Length > 0)
            {
                continue;
            }
            if (test.Times is not null)
            {
                TimeOrder.Sort(own, test.Times);
            }
            // An item met again later counts where it was met first.
            var met = new HashSet<int>();
            var first = own.ToArray().Where(position => met.Add(test.Items[position])).ToArray();
            if (first.Length < 2)
            {
                leftOut++;
                continue;
            }
            given.AddRange(first[..(first.Length / 2)]);
            heldOut.AddRange(first[(first.Length / 2)..]);
        }
        if (given.Count == 0)
        {
            return null;
        }
        var later = test.Select(heldOut.ToArray());
        return new(
            UserHistories.From(test.Select(given.ToArray()), userCount).AskedBefore(later),
            UserItems.From(later, userCount),
            leftOut
        );
    }
}
