using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>Brings ratings to [0, 1]: the lowest rating of the training data to 0, the highest to 1.</summary>
/// <param name="Lowest">The lowest rating.</param>
/// <param name="Highest">The highest rating.</param>
public readonly record struct RatingScale(float Lowest, float Highest)
{
    /// <summary>The scale of some data.</summary>
    /// <param name="train">The data.</param>
    /// <param name="what">What needs it, for the error.</param>
    /// <param name="instead">What to do where there is none, for the error.</param>
    /// <exception cref="InputException">The data has no ratings, or they are all the same.</exception>
    public static RatingScale Of(
        Interactions train,
        string what = "The objective 'mse'",
        string instead = "use '--recipe default', which needs none"
    )
    {
        if (train.Ratings is not { Length: > 0 } ratings)
        {
            throw new InputException(
                $"{what} needs ratings, and the interactions have none. Name the column with --rating, or {instead}."
            );
        }
        var scale = new RatingScale(ratings.Min(), ratings.Max());
        if (scale.Lowest == scale.Highest)
        {
            throw new InputException(
                $"{what} needs ratings that differ, and all of them are {scale.Lowest}. Instead, {instead}."
            );
        }
        return scale;
    }

    /// <summary>A rating as a target.</summary>
    public float Apply(float rating) => (rating - Lowest) / (Highest - Lowest);
}
