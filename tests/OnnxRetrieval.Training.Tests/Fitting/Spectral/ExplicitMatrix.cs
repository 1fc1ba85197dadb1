using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Fitting.Spectral;

/// <summary>A centred matrix written out entry by entry from its definition.</summary>
internal static class ExplicitMatrix
{
    public const double Exponent = 0.75;

    /// <summary><c>(x_ui - n_u p_i) / n̄ · f_u^-½ f_i^-½</c>, <c>[users, items]</c>.</summary>
    public static double[,] Of(UserItems train, float[] weights, int itemCount)
    {
        var users = train.UserCount;
        var matrix = new double[users, itemCount];
        var rows = Enumerable.Range(0, users).Select(user => (double)train[user].Length).ToArray();
        var columns = new double[itemCount];
        for (var user = 0; user < users; user++)
        {
            for (var place = 0; place < train[user].Length; place++)
            {
                columns[train[user][place]]++;
                matrix[user, train[user][place]] = weights[train.StartOf(user) + place];
            }
        }
        var meanRow = rows.Where(count => count > 0).Average();
        var meanColumn = columns.Where(count => count > 0).Average();
        for (var user = 0; user < users; user++)
        {
            for (var item = 0; item < itemCount; item++)
            {
                matrix[user, item] =
                    rows[user] == 0 || columns[item] == 0
                        ? 0
                        : (matrix[user, item] - rows[user] * columns[item] / columns.Sum())
                            / meanRow
                            / Math.Sqrt(
                                Frequency(rows[user], meanRow)
                                    * Frequency(columns[item], meanColumn)
                            );
            }
        }
        return matrix;
    }

    /// <summary><c>(count / mean)^ν</c>.</summary>
    public static double Frequency(double count, double mean) => Math.Pow(count / mean, Exponent);

    /// <summary>The product with a block that is given row by row, <c>[columns, width]</c>.</summary>
    public static float[] Times(double[,] matrix, float[] block, int width)
    {
        var product = new float[matrix.GetLength(0) * width];
        for (var row = 0; row < matrix.GetLength(0); row++)
        {
            for (var column = 0; column < width; column++)
            {
                double sum = 0;
                for (var inner = 0; inner < matrix.GetLength(1); inner++)
                {
                    sum += matrix[row, inner] * block[inner * width + column];
                }
                product[row * width + column] = (float)sum;
            }
        }
        return product;
    }

    /// <summary>The matrix with rows for columns.</summary>
    public static double[,] Transpose(double[,] matrix)
    {
        var transposed = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (var row = 0; row < matrix.GetLength(0); row++)
        {
            for (var column = 0; column < matrix.GetLength(1); column++)
            {
                transposed[column, row] = matrix[row, column];
            }
        }
        return transposed;
    }
}
