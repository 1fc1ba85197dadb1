using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>What contenders are measured on.</summary>
public sealed class TestSet
{
    /// <summary>Held-out interactions beside what was learned from.</summary>
    /// <param name="trained">What models learned from.</param>
    /// <param name="test">What is held out.</param>
    /// <param name="userCount">The number of users.</param>
    /// <param name="itemCount">The number of items.</param>
    public TestSet(Interactions trained, Interactions test, int userCount, int itemCount)
    {
        Trained = UserItems.From(trained, userCount);
        Given = UserHistories.From(trained, userCount).AskedBefore(test);
        HeldOut = UserItems.From(test, userCount);
        Popularity = new ItemPopularity(Trained, itemCount);
        Unseen = UnseenUsers.Of(Trained, test);
        Fingerprint = Hash(itemCount);
    }

    /// <summary>Training items of each user.</summary>
    public UserItems Trained { get; }

    /// <summary>What is given of each user: the training items, the latest last, and the time of the first held-out one as that of asking.</summary>
    public UserHistories Given { get; }

    /// <summary>Held-out items of each user.</summary>
    public UserItems HeldOut { get; }

    /// <summary>How popular items are in the training data.</summary>
    public ItemPopularity Popularity { get; }

    /// <summary>Users who are not in the training data; null where there are none with two test items.</summary>
    public UnseenUsers? Unseen { get; }

    /// <summary>SHA-256 (hexadecimal) over what is given and held out of each user, by rows.</summary>
    public string Fingerprint { get; }

    private string Hash(int itemCount)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append([Trained.UserCount, itemCount]);
        for (var user = 0; user < Trained.UserCount; user++)
        {
            foreach (var items in (UserItems[])[Trained, HeldOut])
            {
                Append([items[user].Length]);
                Append(items[user]);
            }
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(ReadOnlySpan<int> numbers) => hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }
}
